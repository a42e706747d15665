use toolgate_guest::tool;

#[tool]
fn greet(name: &str) -> String {
    name.to_owned()
}

fn main() {}
