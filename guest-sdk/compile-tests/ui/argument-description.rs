use toolgate_guest::tool;

#[tool]
fn greet(#[tool(description = "Whom.")] name: String) -> String {
    name
}

fn main() {}
