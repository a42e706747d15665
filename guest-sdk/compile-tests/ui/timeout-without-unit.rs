use toolgate_guest::tool;

#[tool(read_only, timeout = "10")]
fn slow() {}

fn main() {}
