use toolgate_guest::tool;

#[tool]
struct Greeter;

fn main() {}
