use toolgate_guest::schema;

#[schema(rename_all = "lowercase")]
enum Unit {
    Gram,
}

fn main() {}
