// By the answers' own confidence: 0.3 + 0.3 for 12 against 0.4 for 10.
const own = await weighted([tools.src.fast(), tools.src.slow(), tools.src.slower(), tools.src.down()]);
const given = await weighted([tools.src.fast(), tools.src.slow()], { weight: [1, 3], key: (offer) => offer.price });
const quorum = await weighted([tools.src.fast(), tools.src.slow()], { quorum: 0.5 }).catch((error) => [error.kind, error.data.needed]);
const wrong = await weighted([tools.src.fast()], { weight: () => -1 }).catch((error) => error.message);
return { own: [own.value.price, own.votes, own.weight, own.share, own.errors.length], given: [given.value.price, given.share], quorum, wrong };
