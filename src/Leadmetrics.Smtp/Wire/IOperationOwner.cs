namespace Leadmetrics.Smtp.Wire;

/// <summary>Who handed a transaction over: a pool. Called on the stack of whoever ends the transaction; must be quick and must not throw.</summary>
internal interface IOperationOwner
{
    /// <summary>Its caller cancelled before a connection had it.</summary>
    /// <param name="operation">The operation.</param>
    void Forget(SendOperation operation);

    /// <summary>It did not succeed, at no fault of its own: shall it go elsewhere?</summary>
    /// <param name="operation">The operation; its caller waits on.</param>
    /// <param name="result">What the server said, or <see langword="null"/>.</param>
    /// <param name="broken">What broke, or <see langword="null"/>.</param>
    /// <returns>Whether another operation has taken its caller over.</returns>
    bool TryMove(SendOperation operation, SmtpTransactionResult? result, SmtpException? broken);

    /// <summary>Its caller is about to be told.</summary>
    void Told();
}
