const users = await tools.directory.users();
return users.map((user) => user.name);
