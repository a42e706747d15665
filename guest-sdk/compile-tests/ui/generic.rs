use toolgate_guest::tool;

#[tool]
fn first<T>(items: Vec<T>) -> Option<T> {
    items.into_iter().next()
}

fn main() {}
