"""What came from the service, sent again: settings that both sides share, and items."""

from typing import Any, Literal, assert_never, assert_type

from voicelive_events import (
    AssistantMessageItem,
    AssistantTextContentPart,
    ClientEventConversationItemCreate,
    ClientEventSessionUpdate,
    ConversationRequestItem,
    FunctionCall,
    FunctionCallItem,
    FunctionCallOutputItem,
    FunctionOutput,
    InputAudioContentPart,
    InputTextContentPart,
    ItemReference,
    ItemType,
    MCPApprovalResponseRequestItem,
    MessageContentPart,
    MessageItem,
    MessageRole,
    ModelSettings,
    OutputSettings,
    RequestItemWithStatus,
    RequestSession,
    Response,
    ResponseCreateParams,
    ResponseFunctionCallItem,
    ResponseFunctionCallOutputItem,
    ResponseItem,
    ResponseMessageItem,
    ResponseSession,
    ResponseSettings,
    ServerEventConversationItemCreated,
    ServerEventSessionUpdated,
    SessionSettings,
    SystemMessageItem,
    TurnDetection,
    UserMessageItem,
)


def takes_settings(settings: SessionSettings) -> None:
    assert_type(settings.turn_detection, TurnDetection | None)
    settings.instructions = "Be brief."
    settings.turn_detection = None
    print(settings.expires_at)  # E: mypy[attr-defined] pyright[reportAttributeAccessIssue]


def takes_output(settings: OutputSettings) -> None:
    print(settings.voice)


def takes_model(settings: ModelSettings) -> None:
    print(settings.tools)


def takes_how_a_response_is_made(settings: ResponseSettings) -> None:
    print(settings.metadata)


def shared_settings(
    asked: RequestSession, held: ResponseSession, params: ResponseCreateParams, response: Response
) -> None:
    """What both sides have stands once, in a base that takes either."""
    takes_settings(asked)
    takes_settings(held)
    takes_settings(params)  # E: mypy[arg-type] pyright[reportArgumentType]
    for each in (asked, held, params):
        takes_model(each)
    takes_model(response)  # E: mypy[arg-type] pyright[reportArgumentType]
    takes_how_a_response_is_made(params)
    takes_how_a_response_is_made(response)
    takes_how_a_response_is_made(asked)  # E: mypy[arg-type] pyright[reportArgumentType]
    for settings in (asked, held, params, response):
        takes_output(settings)


def shared_items(
    call: ResponseFunctionCallItem | FunctionCallItem,
    output: ResponseFunctionCallOutputItem | FunctionCallOutputItem,
) -> None:
    as_call: FunctionCall = call
    as_output: FunctionOutput = output
    assert_type(call.name, str)
    assert_type(call.arguments, str)
    assert_type(output.output, str)
    print(as_call, as_output)


def session(updated: ServerEventSessionUpdated) -> None:
    """A received session is no request until it is made one."""
    settings = updated.session.as_dict(exclude_readonly=True)
    assert_type(settings, dict[str, Any])
    asked = RequestSession.from_dict(settings)
    assert_type(asked, RequestSession)
    ClientEventSessionUpdate(session=asked)
    # E: mypy[arg-type] pyright[reportArgumentType]
    ClientEventSessionUpdate(session=updated.session)
    # E: mypy[arg-type] pyright[reportArgumentType]
    ClientEventSessionUpdate(session=settings)


def item(created: ServerEventConversationItemCreated) -> None:
    if created.item is None:
        return
    again = ConversationRequestItem.from_dict(created.item)
    assert_type(again, ConversationRequestItem)
    ClientEventConversationItemCreate(item=again)
    # E: mypy[arg-type] pyright[reportArgumentType]
    ClientEventConversationItemCreate(item=created.item)
    assert_type(MessageItem.from_dict(created.item), MessageItem)
    assert_type(UserMessageItem.from_dict(created.item), UserMessageItem)
    assert_type(ConversationRequestItem.registry()["message"], type[ConversationRequestItem])


def two_levels(item: ConversationRequestItem) -> None:
    """A message is told by its type, and then by its role."""
    if not isinstance(item, MessageItem):
        assert_type(item, ConversationRequestItem)
        return
    assert_type(item, MessageItem)
    assert_type(item.type, Literal[ItemType.MESSAGE])
    assert_type(item.role, str)
    for part in item.content:
        assert_type(part, MessageContentPart)
    if isinstance(item, UserMessageItem):
        assert_type(item.role, Literal[MessageRole.USER])
    elif isinstance(item, SystemMessageItem | AssistantMessageItem):
        assert_type(item, SystemMessageItem | AssistantMessageItem)
        assert_type(item.role, Literal[MessageRole.SYSTEM, MessageRole.ASSISTANT])
    else:
        assert_type(item, MessageItem)


def by_match(item: ConversationRequestItem) -> str | None:
    match item:
        case UserMessageItem(content=[InputTextContentPart(text=text), *_]):
            assert_type(text, str)
            return text
        case AssistantMessageItem(content=[AssistantTextContentPart(text=text)]):
            return text
        case UserMessageItem(content=[InputAudioContentPart(audio=audio)]):
            assert_type(audio, bytes)
            return None
        case MessageItem(role=role):
            assert_type(role, str)
            return role
        case FunctionCallItem(name=name) | ItemReference(id=name):
            assert_type(name, str)
            return name
        case FunctionCallOutputItem() | MCPApprovalResponseRequestItem():
            assert_type(item, FunctionCallOutputItem | MCPApprovalResponseRequestItem)
            return item.id
        case RequestItemWithStatus():
            assert_type(item, RequestItemWithStatus)
            return item.status
        case _:
            assert_type(item, ConversationRequestItem)
            return item.type


Message = SystemMessageItem | UserMessageItem | AssistantMessageItem


def over_every_role(message: Message) -> None:
    """The roles of a union of one's own; any message may have a role of tomorrow."""
    match message.role:
        case MessageRole.SYSTEM:
            assert_type(message, SystemMessageItem)
        case MessageRole.USER:
            assert_type(message, UserMessageItem)
        case MessageRole.ASSISTANT:
            assert_type(message, AssistantMessageItem)
        case _:
            assert_never(message.role)


def families_do_not_mix(item: ConversationRequestItem, received: ResponseItem) -> None:
    # E: mypy[assignment] pyright[reportAssignmentType]
    other: ResponseItem = item
    print(other)
    if isinstance(received, ResponseMessageItem):
        # E: mypy[assignment] pyright[reportAssignmentType]
        parts: list[MessageContentPart] = received.content
        print(parts)
