use toolgate_guest::tool;

#[tool(timeout = 10)]
fn slow() {}

fn main() {}
