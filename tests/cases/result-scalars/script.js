return [true, 'text', 1.5, -0, null, 1e300];
