use toolgate_guest::tool;

#[tool(timeout = "0s")]
fn never() {}

fn main() {}
