const found = searchTools("orders customer");
const described = describeTool("shop.orders");
let missing;
try {
  describeTool("shop.odrers");
} catch (error) {
  missing = error.message;
}
return [found.map((tool) => tool.name), searchTools("").length, searchTools("shop", 2).length, described.inputSchema.properties.limit.minimum, described.description, missing];
