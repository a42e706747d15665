"""The engine's rooms: `host` (the contract's functions), `loop` (the event loop), `tools` (calls and their errors), `shape`
(from a script's text to code), `values` (from results to JSON), `flow` (several calls as one), `failure` (from exceptions to the contract's errors), `log`,
`absent` (what this sandbox does not have), `modules` (what scripts can import), `zones` (time zones), `snapshot` (what is done before it), `engine` (all of it together).

For a script, `toolgate` is a module of `tools`, the errors and `flow`'s functions; the rooms themselves are not there."""
