use toolgate_guest::tool;

#[tool(title = "Hello", readonly)]
fn hello() {}

fn main() {}
