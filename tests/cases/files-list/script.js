const paths = (listing) => listing.entries.map((entry) => entry.path);
const all = await tools.files.list({ directory: "/src", include: "**" });
return {
  all: all.entries,
  top: paths(await tools.files.list({ directory: "/src" })),
  rust: paths(await tools.files.list({ directory: "/src", include: "**/*.rs", kind: "file" })),
  not: paths(await tools.files.list({ directory: "/src", include: ["**/*.rs", "*.md"], exclude: "**/deep/**" })),
  bounded: await tools.files.list({ directory: "/src", include: "**", max_entries: 1, sizes: false }),
};
