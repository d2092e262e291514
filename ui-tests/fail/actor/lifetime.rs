use actors::prelude::*;

struct Reader<'a>(&'a str);

#[actor]
impl<'a> Reader<'a> {
    #[handler]
    fn read(&mut self, _: ()) -> String {
        self.0.to_owned()
    }
}

fn main() {}
