fn one() {}

// FIXME: two
fn two() {
    one()
}
