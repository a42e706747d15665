const total: number = 1;
return total as unknown;
