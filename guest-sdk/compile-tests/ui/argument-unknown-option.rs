use toolgate_guest::tool;

#[tool]
fn greet(#[tool(optional)] name: String) -> String {
    name
}

fn main() {}
