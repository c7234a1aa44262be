"""Records what the OpenInference instrumentations of OpenAI and LangChain emit. Usage: record.py DIRECTORY"""

import os
import sys
from importlib.metadata import version
from pathlib import Path

for name in list(os.environ):  # nothing of the surroundings goes into a recording, nor any of it to others
    if name.upper().startswith(("OPENAI_", "LANGSMITH_", "LANGCHAIN_", "OTEL_", "OPENINFERENCE_")) or name.lower().endswith("_proxy"):
        del os.environ[name]

import fake_openai
from openai import BadRequestError, OpenAI
from openinference.instrumentation import using_session
from openinference.instrumentation.langchain import LangChainInstrumentor
from openinference.instrumentation.openai import OpenAIInstrumentor
from opentelemetry.sdk.trace import TracerProvider
from recording import Recording

MODEL = "gpt-4o-mini"
SYSTEM = "You are a travel guide. Answer in one sentence."
WEATHER = {
    "type": "function",
    "function": {
        "name": "weather",
        "description": "The weather of a city today",
        "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
    },
}


def expect(failure, action):
    try:
        action()
    except failure:
        return
    raise AssertionError("it did not fail")


def openai_calls(base_url):
    client = OpenAI(api_key="sk-test", base_url=base_url, max_retries=0)

    def chat(*messages, **more):
        asked = [{"role": "system", "content": SYSTEM}, *messages]
        return client.chat.completions.create(model=MODEL, messages=asked, temperature=0.2, **more)

    question = {"role": "user", "content": "What do I wear in Oslo?"}
    asks = chat(question, tools=[WEATHER]).choices[0].message
    tool_call = {
        "id": asks.tool_calls[0].id,
        "type": "function",
        "function": {"name": "weather", "arguments": asks.tool_calls[0].function.arguments},
    }
    chat(
        question,
        {"role": "assistant", "content": None, "tool_calls": [tool_call]},
        {"role": "tool", "tool_call_id": "call_1", "content": "4 degrees and rain in Oslo"},
        tools=[WEATHER],
    )
    list(chat(question, stream=True, stream_options={"include_usage": True}))
    list(chat(question, stream=True, stream_options={"include_usage": True}, tools=[WEATHER]))
    with using_session("trip"):
        chat({
            "role": "user",
            "content": [
                {"type": "text", "text": "Is it warm here?"},
                {"type": "image_url", "image_url": {"url": "https://example.com/fjord.png"}},
                {"type": "text", "text": "And there?"},
            ],
        })
    client.responses.create(model=MODEL, instructions=SYSTEM, input="What do I wear in Oslo?")
    client.embeddings.create(model="text-embedding-3-small", input=["Pack layers.", "Pack linen."])
    expect(BadRequestError, lambda: chat({"role": "user", "content": "overloaded"}))


def langchain_program(base_url):
    from langchain.agents import create_agent
    from langchain_core.documents import Document
    from langchain_core.output_parsers import StrOutputParser
    from langchain_core.prompts import ChatPromptTemplate
    from langchain_core.retrievers import BaseRetriever
    from langchain_core.tools import tool
    from langchain_openai import ChatOpenAI

    @tool
    def weather(city: str) -> str:
        """The weather of a city today"""
        if city == "Atlantis":
            raise ValueError("no such city: " + city)
        return "4 degrees and rain in " + city

    class Guidebook(BaseRetriever):
        def _get_relevant_documents(self, query, *, run_manager):
            return [Document("Pack layers for the north.", id="packing", metadata={"page": 7})]

    model = ChatOpenAI(model=MODEL, temperature=0.2, base_url=base_url, api_key="sk-test", max_retries=0)
    agent = create_agent(model, [weather], system_prompt=SYSTEM, name="travel_agent")

    def ask(text):
        return agent.invoke({"messages": [{"role": "user", "content": text}]})

    ask("What do I wear in Oslo?")
    Guidebook().invoke("What do I pack?")
    sentence = ChatPromptTemplate.from_messages([("system", SYSTEM), ("user", "And in {place}?")])
    list((sentence | model | StrOutputParser()).stream({"place": "Bergen"}))
    expect(ValueError, lambda: ask("What do I wear in Atlantis?"))
    expect(BadRequestError, lambda: ask("overloaded"))


def record(instrumentor, package, program, directory):
    recording = Recording()
    provider = TracerProvider()
    provider.add_span_processor(recording)
    instrumentor.instrument(tracer_provider=provider)
    try:
        program(fake_openai.start())
    finally:
        instrumentor.uninstrument()
    recording.write(directory / f"openinference-{package}-{version('openinference-instrumentation-' + package)}.jsonl")


if __name__ == "__main__":
    record(OpenAIInstrumentor(), "openai", openai_calls, Path(sys.argv[1]))
    record(LangChainInstrumentor(), "langchain", langchain_program, Path(sys.argv[1]))
