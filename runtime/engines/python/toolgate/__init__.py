"""The engine's rooms, from the outside in: `engine` (a run as a whole), `host` (the contract's functions), `loop` (the event loop) and
`newloop` (those that programs make), `ending` (what is left when a script ends), `tools` (calls and their errors), `flow` (several calls as
one), `shape` (from a script's text to code) with `indent`, `blocking`, `names` and `body`, `source` (the text itself), `values` (from results to JSON),
`failure` (from exceptions to the contract's errors), `log`. What a script finds changed: `absent` and `instead` (what this sandbox does not
have), `locks`, `clock`, `wide` (64 bits), `zones` (time zones), `modules` (what can be imported). `snapshot` is what is done before it.

For a script, `toolgate` is a module of `tools`, the errors and `flow`'s functions; the rooms themselves are not there."""
