use toolgate_guest::schema;

#[schema]
fn f() {}

fn main() {}
