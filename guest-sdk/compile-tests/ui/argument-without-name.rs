use toolgate_guest::tool;

#[tool]
fn ignore(_: String) {}

fn main() {}
