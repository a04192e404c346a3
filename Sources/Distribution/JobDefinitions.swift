/// The jobs that run a plan, for three schedulers, from one description.
package struct JobDefinitions: Sendable {
  let plan: RunPlan
  /// The folder of the run as the machines see it, and the program.
  let folder: String
  let isola: String

  package init(_ plan: RunPlan, folder: String, isola: String) {
    self.plan = plan
    self.folder = folder
    self.isola = isola
  }

  /// Names and texts of the files.
  package var files: [(name: String, text: String)] {
    [("slurm.sh", slurm), ("kubernetes.yaml", kubernetes), ("aws-batch.json", batch)]
  }

  /// A job array. Exit codes up to 4 are Isola's own and final; above them a signal ended the task, and it is queued again.
  private var slurm: String {
    """
    #!/usr/bin/env bash
    #SBATCH --job-name=isola
    #SBATCH --array=1-\(plan.shards)
    #SBATCH --ntasks=1
    #SBATCH --cpus-per-task=1
    #SBATCH --requeue
    #SBATCH --open-mode=append
    # Submit it: sbatch slurm.sh. Afterwards: isola merge FOLDER.
    # A task that a signal ends is queued again, three times at most, and goes on where it was.
    status=0
    \(Self.quoted(isola)) run \(Self.quoted(folder)) --shard "$SLURM_ARRAY_TASK_ID/\(plan.shards)" || status=$?
    if [ "$status" -gt 4 ] && [ "${SLURM_RESTART_COUNT:-0}" -lt 3 ]; then
      scontrol requeue "$SLURM_JOB_ID"
      sleep 30
    fi
    exit "$status"

    """
  }

  /// An Indexed Job. Image and volume are the cluster's own and have to be filled in.
  private var kubernetes: String {
    """
    # Fill in the image that holds isola, and the volume that all pods share with the network and the run's folder.
    apiVersion: batch/v1
    kind: Job
    metadata:
      name: isola
    spec:
      completionMode: Indexed
      completions: \(plan.shards)
      parallelism: \(plan.shards)
      backoffLimitPerIndex: 3
      maxFailedIndexes: 0
      podFailurePolicy:
        rules:
          # Exit codes up to 4 are Isola's own: another try would end in the same way.
          - action: FailIndex
            onExitCodes:
              containerName: isola
              operator: In
              values: [1, 2, 3, 4]
      template:
        spec:
          restartPolicy: Never
          containers:
            - name: isola
              image: isola:\(Self.tag(plan.version))
              command: ["/bin/sh", "-c"]
              args:
                - exec isola run \(Self.yaml(Self.quoted(folder))) --shard "$((JOB_COMPLETION_INDEX + 1))/\(plan.shards)"
              resources:
                requests: {cpu: "1", memory: 8Gi}
              volumeMounts:
                - {name: run, mountPath: /run/isola}
          volumes:
            - name: run
              persistentVolumeClaim: {claimName: isola}

    """
  }

  /// What `aws batch submit-job --cli-input-json` takes. An array has at least two children.
  private var batch: String {
    let array = plan.shards > 1 ? "\n  \"arrayProperties\": {\"size\": \(plan.shards)}," : ""
    let command =
      "exec isola run \(Self.quoted(folder)) --shard \"$((${AWS_BATCH_JOB_ARRAY_INDEX:-0} + 1))/\(plan.shards)\""
    return """
      {
        "jobName": "isola",
        "jobQueue": "isola",
        "jobDefinition": "isola",\(array)
        "retryStrategy": {
          "attempts": 3,
          "evaluateOnExit": [
            {"onExitCode": "1", "action": "EXIT"},
            {"onExitCode": "2", "action": "EXIT"},
            {"onExitCode": "3", "action": "EXIT"},
            {"onExitCode": "4", "action": "EXIT"},
            {"onReason": "*", "action": "RETRY"}
          ]
        },
        "containerOverrides": {
          "command": ["/bin/sh", "-c", \(Self.json(command))]
        }
      }

      """
  }

  /// One word of a shell.
  static func quoted(_ text: String) -> String {
    let isPlain = text.utf8.allSatisfy { byte in
      (48...57).contains(byte) || (65...90).contains(byte) || (97...122).contains(byte)
        || [45, 46, 47, 95].contains(byte)
    }
    if isPlain, !text.isEmpty { return text }
    return "'" + text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
  }

  /// The rest of a plain scalar of YAML may hold what a quoted word of the shell holds, but neither `: ` nor ` #`.
  private static func yaml(_ text: String) -> String {
    text.contains(": ") || text.contains(" #") ? "FOLDER" : text
  }

  private static func json(_ text: String) -> String {
    var result = "\""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\"": result += "\\\""
      case "\\": result += "\\\\"
      case _ where scalar.value < 32:
        let digits = String(scalar.value, radix: 16)
        result += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      case _: result.unicodeScalars.append(scalar)
      }
    }
    return result + "\""
  }

  private static func tag(_ version: String) -> String {
    String(version.split(separator: " ").last ?? "latest")
  }
}
