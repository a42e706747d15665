use toolgate_guest::tool;

#[tool(read_only, title = "Hello", read_only = false)]
fn hello() {}

fn main() {}
