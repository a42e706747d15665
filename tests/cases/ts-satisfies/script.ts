const config = { retries: 3, mode: "fast" } satisfies Record<string, string | number>;
const modes = ["slow", "fast"] as const;
let definite!: number;
definite = modes.indexOf(config.mode as (typeof modes)[number]);
return definite;
