use toolgate_guest::tool;

#[tool(name = "say hello")]
fn hello() {}

fn main() {}
