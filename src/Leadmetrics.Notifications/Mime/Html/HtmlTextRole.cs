namespace Leadmetrics.Notifications.Mime.Html;

/// <summary>What an element is to a reader of plain text.</summary>
internal enum HtmlTextRole
{
    /// <summary>Part of a line: most elements, and all that are not known.</summary>
    Inline,

    /// <summary>Stands on lines of its own.</summary>
    Block,

    Paragraph,
    Quote,
    List,
    NumberedList,
    Item,
    DefinitionList,
    Term,
    Definition,
    Preformatted,
    Table,
    RowGroup,
    Row,
    Cell,
    Link,
    Area,
    Image,
    LineBreak,
    Rule,
    Quotation,

    /// <summary>Has neither content nor a look.</summary>
    Nothing,

    /// <summary>Not shown, nor is what stands in it.</summary>
    Dropped,

    /// <summary>Not shown, and what stands in it is not HTML.</summary>
    DroppedRaw,

    Head,
    Document,
}
