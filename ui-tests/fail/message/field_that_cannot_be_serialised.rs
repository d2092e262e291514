use std::fs::File;

use actors::prelude::*;

#[message]
struct Save {
    name: String,
    file: File,
}

#[derive(Default)]
struct Disk;

#[actor]
impl Disk {
    #[handler]
    fn save(&mut self, _: Save) {}
}

fn main() {}
