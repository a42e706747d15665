export default async ({ n }) => n + 1;
