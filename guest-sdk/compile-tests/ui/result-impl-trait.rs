use toolgate_guest::tool;

#[tool]
fn numbers() -> impl Iterator<Item = u8> {
    0..3
}

fn main() {}
