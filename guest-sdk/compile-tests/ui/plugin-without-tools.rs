toolgate_guest::plugin!();

fn main() {}
