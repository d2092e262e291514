use actors::prelude::*;

#[actor]
impl String {
    #[handler]
    fn length(&mut self, _: ()) -> usize {
        self.len()
    }
}

fn main() {}
