use toolgate_guest::{schema, tool};

#[schema]
struct Query {
    text: String,
}

#[tool]
fn find(#[tool(flatten)] query: Query, limit: u32) -> Vec<String> {
    vec![query.text; limit as usize]
}

fn main() {}
