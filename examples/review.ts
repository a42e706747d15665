// Reviews a Rust source tree: what a model writes instead of hundreds of tool calls. Only the table at the end leaves the sandbox.

interface Entry {
  path: string;
  size?: number;
}

interface FunctionLength {
  name: string;
  file: string;
  line: number;
  lines: number;
}

enum Mark {
  Unsafe = "unsafe",
  Todo = "todo",
}

const MARKS: Record<Mark, RegExp> = {
  [Mark.Unsafe]: /\bunsafe\b/,
  [Mark.Todo]: /\btodo!|\bFIXME\b/,
};

class Report {
  readonly found: Record<Mark, number> = { [Mark.Unsafe]: 0, [Mark.Todo]: 0 };
  readonly functions: FunctionLength[] = [];
  lines = 0;

  constructor(public readonly file: string, text: string) {
    const lines = text.split("\n");
    this.lines = lines.length;
    let open: { name: string; line: number; indent: string } | null = null;
    lines.forEach((line, index) => {
      const code = line.replace(/\/\/.*$/, "");
      if (MARKS[Mark.Unsafe].test(code)) this.found[Mark.Unsafe]++;
      // A FIXME stands in a comment, a todo! in code.
      if (MARKS[Mark.Todo].test(line)) this.found[Mark.Todo]++;
      const start = /^(\s*)(?:pub(?:\([^)]*\))?\s+)?(?:const\s+|async\s+|unsafe\s+|extern\s+"[^"]*"\s+)*fn\s+(\w+)/.exec(code);
      if (start && !code.trimEnd().endsWith(";")) {
        open = { name: start[2], line: index + 1, indent: start[1] };
      } else if (open && line.startsWith(open.indent + "}")) {
        this.functions.push({ name: open.name, file, line: open.line, lines: index + 2 - open.line });
        open = null;
      }
    });
  }
}

const { entries } = await tools.files.list({ directory: "/src", include: "**/*.rs", kind: "file" });

const reports: Report[] = await Promise.all(
  entries.map(async ({ path }: Entry) => {
    const { text } = await tools.files.read({ path });
    return new Report(path.replace("/src/", ""), text);
  }),
);

const total = (mark: Mark) => reports.reduce((sum, report) => sum + report.found[mark], 0);
const most = (mark: Mark, count: number) =>
  reports
    .filter((report) => report.found[mark] > 0)
    .sort((a, b) => b.found[mark] - a.found[mark])
    .slice(0, count)
    .map((report) => ({ file: report.file, count: report.found[mark] }));

return {
  files: reports.length,
  lines: reports.reduce((sum, report) => sum + report.lines, 0),
  unsafe: { total: total(Mark.Unsafe), most: most(Mark.Unsafe, 5) },
  todo: { total: total(Mark.Todo), most: most(Mark.Todo, 5) },
  longestFunctions: reports
    .flatMap((report) => report.functions)
    .sort((a, b) => b.lines - a.lines)
    .slice(0, 8),
};
