module.exports = async (args, ResponseBuilder) => {
  const { intent, sentiment } = args.internal.nlp;
  const response = new ResponseBuilder();
  response.setSessionVariable("order", { status: "open" });
  response.setSessionVariable("sys.intent", intent.name);
  return response.send();
};
