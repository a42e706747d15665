use toolgate_guest::tool;

struct Greeter;

impl Greeter {
    #[tool]
    fn greet(&self) {}
}

fn main() {}
