use toolgate_guest::tool;

#[tool(read_only, destructive)]
fn remove(path: String) {
    drop(path);
}

fn main() {}
