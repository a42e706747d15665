//! A plugin that uses the standard library on WASI: what it was granted works, and what it was not is an error it can tell.

use serde_json::{Value, json};
use toolgate::provider::{Access, ComponentSource};
use toolgate::{Json, Runtime};

use super::{block_on, builder};
use crate::harness::guest;

crate::tests![files_by_the_standard_library, without_a_grant, nothing_else_is_there];

fn plugin() -> ComponentSource {
    ComponentSource::from_bytes(std::fs::read(guest("std_files")).unwrap())
}

async fn call(runtime: &Runtime, tool: &str, arguments: Value) -> Value {
    match runtime.call(tool, Json::from(arguments)).await {
        Ok(json) => json.to_value(),
        Err(error) => json!(error.kind.as_str()),
    }
}

fn files_by_the_standard_library() {
    block_on(async {
        let folder = tempfile::tempdir().unwrap();
        std::fs::write(folder.path().join("a.txt"), "hello").unwrap();
        let source = plugin().dir(folder.path(), "/read", Access::Read).dir(folder.path(), "/write", Access::ReadWrite);
        let runtime = builder().component("std", source).build().await.unwrap();
        assert_eq!(call(&runtime, "std.read", json!({ "path": "/read/a.txt" })).await, json!("hello"));
        assert_eq!(call(&runtime, "std.write", json!({ "path": "/write/b.txt", "text": "new" })).await, json!(null));
        assert_eq!(std::fs::read_to_string(folder.path().join("b.txt")).unwrap(), "new");
        assert_eq!(call(&runtime, "std.list", json!({ "path": "/read" })).await, json!(["a.txt", "b.txt"]));
        let refused = call(&runtime, "std.write", json!({ "path": "/read/c.txt", "text": "no" })).await;
        assert_eq!(refused, "denied");
        let climbing = call(&runtime, "std.read", json!({ "path": "/read/../../etc/hostname" })).await;
        assert_eq!(climbing, "denied");
        assert!(!folder.path().join("c.txt").exists());
    });
}

fn without_a_grant() {
    block_on(async {
        let runtime = builder().component("std", plugin()).build().await.unwrap();
        for path in ["/read/a.txt", "a.txt", "/etc/hostname", "../a.txt"] {
            let error = runtime.call("std.read", Json::from(json!({ "path": path }))).await.unwrap_err();
            // The standard library knows no grants: what was not granted is not there. The SDK's own calls say `denied`.
            assert!(error.message.contains("No such file"), "{path}: {error}");
        }
        assert_eq!(call(&runtime, "std.wait", json!({ "ms": 5 })).await, json!(true));
    });
}

fn nothing_else_is_there() {
    block_on(async {
        let runtime = builder().component("std", plugin()).build().await.unwrap();
        let seen = call(&runtime, "std.look_around", json!({})).await;
        assert_eq!(seen, json!(["0 variables", "0 arguments", "connected: false"]));
    });
}
