const agreed = await majority([tools.src.fast(), tools.src.slow(), tools.src.slower()], { key: (offer) => offer.price });
// Two of three are a majority, so nobody waits for the third.
const early = await majority([tools.src.fast(), tools.src.fast(), tools.src.never()]);
return { agreed, early: [early.value.price, early.votes, early.of] };
