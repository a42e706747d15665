return await tools.faulty.recurse();
