use toolgate_guest::{schema, tool};

#[schema]
#[derive(Default)]
struct Query {
    text: String,
}

#[tool]
fn find(#[tool(default, flatten)] query: Query) -> String {
    query.text
}

fn main() {}
