try {
  await tools.shop.fail({ customer: 1 });
} catch (error) {
  const { tool, kind, message, data, retryable, name } = error;
  return { tool, kind, message, data, retryable, name, is: [error instanceof ToolError, error instanceof Error], text: String(error), json: JSON.parse(JSON.stringify(error)) };
}
