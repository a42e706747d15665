console.log('calling');
return await tools.faulty.spin();
