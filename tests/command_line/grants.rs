//! Directory grants: what is beneath one can be reached, and nothing else, whatever the path.

use std::fs;
use std::path::Path;

use serde_json::{Value, json};
use tempfile::TempDir;

use crate::harness::{Toolgate, guest};

crate::tests![
    paths_within_the_grant,
    paths_out_of_the_grant,
    symlinks_out_of_the_grant,
    a_read_only_grant_is_not_written_to,
    writing_stays_within_the_grant,
    no_grant_no_file,
    each_grant_is_its_own,
    a_grant_that_does_not_exist,
    a_grant_of_a_file,
    a_grant_with_a_relative_name,
    a_grant_to_nobody,
];

/// `granted/` with files, links within and links out, and beside it what must not be seen.
fn tree() -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    let at = |path: &str| folder.path().join(path);
    for dir in ["granted/sub", "outside", "granted-too"] {
        fs::create_dir_all(at(dir)).unwrap();
    }
    for (path, text) in [
        ("granted/a.txt", "visible a\n"),
        ("granted/sub/b.txt", "visible b\n"),
        ("outside/secret.txt", "SECRET\n"),
        ("secret.txt", "SECRET\n"),
        ("granted-too/secret.txt", "SECRET\n"),
    ] {
        fs::write(at(path), text).unwrap();
    }
    #[cfg(unix)]
    for (link, target) in [
        ("granted/in", Path::new("sub/b.txt")),
        ("granted/file-out", Path::new("../secret.txt")),
        ("granted/dir-out", Path::new("../outside")),
        ("granted/up", Path::new("..")),
        ("granted/absolute-out", &at("secret.txt")),
        ("granted/absolute-dir-out", &at("outside")),
        ("granted/root", Path::new("/")),
        ("granted/sub/climb", Path::new("../../secret.txt")),
        ("granted/loop", Path::new("loop")),
        ("granted/dangling", Path::new("../not-there-yet.txt")),
    ] {
        std::os::unix::fs::symlink(target, at(link)).unwrap();
    }
    folder
}

/// Runs a script with `granted/` as `/data`.
fn run(tree: &TempDir, flag: &str, script: &str) -> Value {
    let plugin = format!("files={}", guest("files").display());
    let grant = format!("files={}::/data", tree.path().join("granted").display());
    let ended =
        Toolgate::new(["run", "-", "--json", "--plugin", &plugin, flag, &grant]).stdin(script).end().with_status(0);
    assert!(!ended.stdout.contains("SECRET"), "{}", ended.stdout);
    ended.json()["result"].clone()
}

/// What each of the tools makes of each path: `ok` or the error's kind.
fn attempt(tree: &TempDir, flag: &str, calls: &[(&str, Value)]) -> Vec<String> {
    let script = format!(
        "const calls = {};
        const ended = await Promise.allSettled(calls.map(([tool, args]) => tools.files[tool](args)));
        return ended.map((end) => end.status === 'fulfilled' ? 'ok ' + JSON.stringify(end.value) : `${{end.reason.kind}} ${{end.reason.message}}`);",
        json!(calls)
    );
    let result = run(tree, flag, &script);
    result.as_array().unwrap().iter().map(|end| end.as_str().unwrap().to_owned()).collect()
}

fn paths_within_the_grant() {
    let tree = tree();
    let paths = ["/data/a.txt", "/data/./a.txt", "//data//a.txt", "a.txt"];
    let calls: Vec<_> = paths.iter().map(|path| ("read", json!({ "path": path }))).collect();
    for (path, end) in paths.iter().zip(attempt(&tree, "--dir", &calls)) {
        assert!(end.starts_with("ok") && end.contains("visible a"), "{path}: {end}");
    }
    #[cfg(unix)]
    {
        let end = attempt(&tree, "--dir", &[("read", json!({ "path": "/data/in" }))]);
        assert!(end[0].contains("visible b"), "a link within the grant is followed: {end:?}");
    }
}

/// Paths that lead out, each with each tool.
fn all_refused(tree: &TempDir, flag: &str, paths: &[&str]) {
    let mut calls = Vec::new();
    for path in paths {
        calls.push(("read", json!({ "path": path })));
        calls.push(("stat", json!({ "path": path })));
        calls.push(("list", json!({ "directory": path, "include": "**" })));
        calls.push(("search", json!({ "path": path, "pattern": "SECRET" })));
        calls.push(("write", json!({ "path": path, "text": "overwritten" })));
        calls.push(("write", json!({ "path": format!("{path}/new.txt"), "text": "new", "create_directories": true })));
    }
    for (call, end) in calls.iter().zip(attempt(tree, flag, &calls)) {
        assert!(end.starts_with("denied") || end.starts_with("failed"), "{call:?}: {end}");
    }
    untouched(tree);
}

fn untouched(tree: &TempDir) {
    for path in ["secret.txt", "outside/secret.txt", "granted-too/secret.txt"] {
        assert_eq!(fs::read_to_string(tree.path().join(path)).unwrap(), "SECRET\n", "{path}");
    }
    let mut names: Vec<_> = fs::read_dir(tree.path()).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    names.sort();
    assert_eq!(names, ["granted", "granted-too", "outside", "secret.txt"]);
    assert_eq!(fs::read_dir(tree.path().join("outside")).unwrap().count(), 1);
}

fn paths_out_of_the_grant() {
    let tree = tree();
    let absolute = tree.path().join("secret.txt");
    let paths = [
        "/data/../secret.txt",
        "../secret.txt",
        "/data/sub/../../secret.txt",
        "/data/../../../../../../../../etc/passwd",
        "/data/..",
        "..",
        "/etc/passwd",
        "/etc",
        "/data-too/secret.txt",
        "/../data/../secret.txt",
        "/proc/self/environ",
        absolute.to_str().unwrap(),
        "/data/..\\secret.txt",
        "/data/%2e%2e/secret.txt",
        "/data/\0/../secret.txt",
    ];
    for flag in ["--dir", "--dir-rw"] {
        let writable: &[&str] = if flag == "--dir" { &paths } else { &paths[..12] };
        all_refused(&tree, flag, writable);
    }
}

#[cfg(unix)]
fn symlinks_out_of_the_grant() {
    let tree = tree();
    let paths = [
        "/data/file-out",
        "/data/dir-out/secret.txt",
        "/data/up/secret.txt",
        "/data/up/granted-too/secret.txt",
        "/data/absolute-out",
        "/data/absolute-dir-out/secret.txt",
        "/data/root/etc/passwd",
        "/data/sub/climb",
        "/data/loop",
    ];
    for flag in ["--dir", "--dir-rw"] {
        all_refused(&tree, flag, &paths);
    }
    // A directory behind a link is listed as a link, and what is in it is not there.
    let listed = run(
        &tree,
        "--dir",
        "return (await tools.files.list({ include: '**' })).entries.map((e) => `${e.kind} ${e.path}`)",
    );
    let listed: Vec<&str> = listed.as_array().unwrap().iter().filter_map(Value::as_str).collect();
    assert!(listed.contains(&"symlink /data/dir-out") && listed.contains(&"file /data/sub/b.txt"), "{listed:?}");
    assert!(listed.iter().all(|entry| !entry.contains("dir-out/") && !entry.contains("root/")), "{listed:?}");
    let searched = run(&tree, "--dir", "return await tools.files.search({ pattern: 'SECRE[T]' })");
    assert_eq!(searched["matches"], json!([]));
    // Writing through a link that leads nowhere yet must not make its target.
    let end = attempt(&tree, "--dir-rw", &[("write", json!({ "path": "/data/dangling", "text": "x" }))]);
    assert!(!end[0].starts_with("ok"), "{end:?}");
    untouched(&tree);
}

#[cfg(not(unix))]
fn symlinks_out_of_the_grant() {}

fn a_read_only_grant_is_not_written_to() {
    let tree = tree();
    let calls = [
        ("write", json!({ "path": "/data/a.txt", "text": "changed" })),
        ("write", json!({ "path": "/data/a.txt", "text": "more", "mode": "append" })),
        ("write", json!({ "path": "/data/new.txt", "text": "new" })),
        ("write", json!({ "path": "/data/new/new.txt", "text": "new", "create_directories": true })),
    ];
    for (call, end) in calls.iter().zip(attempt(&tree, "--dir", &calls)) {
        assert!(end.starts_with("denied") && end.contains("read-only"), "{call:?}: {end}");
    }
    assert_eq!(fs::read_to_string(tree.path().join("granted/a.txt")).unwrap(), "visible a\n");
    assert!(!tree.path().join("granted/new.txt").exists() && !tree.path().join("granted/new").exists());
}

fn writing_stays_within_the_grant() {
    let tree = tree();
    let script = "const text = 'grüße 😀\\n';
        const made = await tools.files.write({ path: '/data/deep/er/new.txt', text, create_directories: true });
        const again = await tools.files.write({ path: '/data/deep/er/new.txt', text: 'more', mode: 'append' });
        const refused = await tools.files.write({ path: '/data/a.txt', text, mode: 'create' }).catch((error) => error.data.code);
        await tools.files.write({ path: '/data/a.txt', text: 'changed' });
        return { made, again, refused, read: (await tools.files.read({ path: '/data/deep/er/new.txt' })).text };";
    let result = run(&tree, "--dir-rw", script);
    let text = "grüße 😀\n";
    assert_eq!(result["made"], json!({ "path": "/data/deep/er/new.txt", "size": text.len(), "created": true }));
    assert_eq!(result["again"], json!({ "path": "/data/deep/er/new.txt", "size": text.len() + 4, "created": false }));
    assert_eq!(result["refused"], "exists");
    assert_eq!(result["read"], format!("{text}more"));
    let on_disk = |path: &str| fs::read_to_string(tree.path().join("granted").join(path)).unwrap();
    assert_eq!(on_disk("deep/er/new.txt"), format!("{text}more"));
    assert_eq!(on_disk("a.txt"), "changed");
    untouched(&tree);
}

fn no_grant_no_file() {
    let plugin = format!("files={}", guest("files").display());
    let script = "return await tools.files.read({ path: '/etc/passwd' }).catch((error) => [error.kind, error.message])";
    let output = Toolgate::new(["run", "-", "--json", "--plugin", &plugin]).stdin(script).end().with_status(0).json();
    assert_eq!(output["result"][0], "denied", "{output}");
    assert!(output["result"][1].as_str().unwrap().contains("--dir"), "{output}");
}

fn each_grant_is_its_own() {
    let tree = tree();
    let plugin = guest("files");
    let dir = |name: &str| tree.path().join(name).display().to_string();
    let args = [
        "run".to_owned(),
        "-".to_owned(),
        "--json".to_owned(),
        "--plugin".to_owned(),
        format!("one={}", plugin.display()),
        "--plugin".to_owned(),
        format!("two={}", plugin.display()),
        "--dir".to_owned(),
        format!("one={}::/data", dir("granted")),
        "--dir-rw".to_owned(),
        format!("two={}::/data", dir("outside")),
        "--dir".to_owned(),
        format!("two={}::/more", dir("granted-too")),
    ];
    let script =
        "const names = async (provider) => (await provider.list({ kind: 'file' })).entries.map((entry) => entry.path);
        await tools.two.write({ path: '/data/new.txt', text: 'x' });
        const denied = await Promise.all([
            tools.one.write({ path: '/data/new.txt', text: 'x' }),
            tools.two.write({ path: '/more/new.txt', text: 'x' }),
        ].map((call) => call.then(() => 'written', (error) => error.kind)));
        return [await names(tools.one), await names(tools.two), denied];";
    let output = Toolgate::new(args).stdin(script).end().with_status(0).json();
    let expected =
        json!([["/data/a.txt"], ["/data/new.txt", "/data/secret.txt", "/more/secret.txt"], ["denied", "denied"]]);
    assert_eq!(output["result"], expected);
}

/// The command line refuses that grant.
#[track_caller]
fn refused(grant: &str, parts: &[&str]) {
    let plugin = format!("files={}", guest("files").display());
    Toolgate::new(["run", "-", "--plugin", &plugin, "--dir", grant]).stdin("1").end().with_status(2).says(parts);
}

fn a_grant_that_does_not_exist() {
    refused("files=nowhere/at-all::/data", &["the directory nowhere/at-all can't be granted", "No such file"]);
}

fn a_grant_of_a_file() {
    refused("files=main.rs::/data", &["the directory main.rs can't be granted", "Not a directory"]);
}

fn a_grant_with_a_relative_name() {
    refused("files=cases::data", &["files=cases::data", "absolute path"]);
    refused("cases", &["PLUGIN=HOST::GUEST"]);
}

fn a_grant_to_nobody() {
    refused("fils=cases::/data", &["no plugin `fils`", "`files`"]);
}
