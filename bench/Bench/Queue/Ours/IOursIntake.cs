using System.Data.Common;

namespace Leadmetrics.Bench.Queue.Ours;

/// <summary>How mails are put into our queue.</summary>
internal interface IOursIntake
{
    /// <returns>The mail's id.</returns>
    Task<Guid> AddAsync(int number, DbTransaction? transaction, CancellationToken cancellationToken);

    /// <summary>Adds mails of one tenant.</summary>
    Task AddManyAsync(int number, int count, CancellationToken cancellationToken);
}
