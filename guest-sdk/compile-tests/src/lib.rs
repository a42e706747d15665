//! Nothing: `tests/ui.rs` compiles the programs of `ui/`, each of which uses the SDK wrongly, and compares what is said of it.
