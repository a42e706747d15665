for (let i = 0; i < 20; i++) console.log("line", i);
return "done";
