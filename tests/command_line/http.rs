//! Hosts granted on the command line and in `toolgate.toml`, against a server on loopback.

use serde_json::json;

use super::file;
use crate::harness::{Server, Toolgate, guest};

crate::tests![flags_grant_hosts, a_configuration_grants_hosts_methods_and_addresses];

/// Runs a test beside a server.
fn beside(test: impl FnOnce(&Server)) {
    let tokio = tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let server = tokio.block_on(Server::start());
    test(&server);
    tokio.shutdown_background();
}

fn flags_grant_hosts() {
    beside(|server| {
        let plugin = format!("http={}", guest("http").display());
        let granted = format!("http={}", server.granted("127.0.0.1"));
        let call = |tool: &str, arguments: serde_json::Value, flag: &str| {
            let call = Toolgate::new(["tools", "call", tool, &arguments.to_string()]);
            call.arg("--plugin").arg(&plugin).arg(flag).arg(&granted).end()
        };
        let post = json!({"url": server.url("/echo"), "method": "POST", "text": "x"});
        let got = call("http.get", json!({"url": server.url("/echo")}), "--http").with_status(0);
        assert_eq!(got.json()["body"]["first"], json!("GET /echo HTTP/1.1"));
        let denied = call("http.request", post.clone(), "--http").with_status(1);
        denied.says(&["denied: POST to `127.0.0.1:", "--http-rw PLUGIN=127.0.0.1:", "granted is 127.0.0.1:"]);
        let sent = call("http.request", post, "--http-rw").with_status(0);
        assert_eq!(sent.json()["body"]["body"], json!("x"));
    });
}

fn a_configuration_grants_hosts_methods_and_addresses() {
    beside(|server| {
        let (plugin, port) = (guest("http"), server.address.port());
        let text = format!(
            "[providers.web]\nkind = \"component\"\npath = {plugin:?}\n\
             hosts = [\"localhost:{port}\", {{ host = \"*:{port}\", methods = [\"PUT\"], private = true }}]\n"
        );
        let (_folder, config) = file("toolgate.toml", text);
        let script = "const kind = (error) => error.kind;
            const at = (host, method) => tools.web.request({ url: `http://${host}:${input}/echo`, method });
            return [
                (await at('localhost', 'GET')).status,
                (await at('127.0.0.1', 'PUT')).status,
                await at('127.0.0.1', 'GET').catch(kind),
                await at('localhost', 'POST').catch(kind),
            ]";
        let run = Toolgate::new(["run", "-", "--input", &port.to_string(), "--config"]).arg(&config).stdin(script);
        assert_eq!(run.end().with_status(0).json(), json!([200, 200, "denied", "denied"]));
    });
}
