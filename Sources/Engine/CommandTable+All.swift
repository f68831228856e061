extension CommandTable {
  /// Every command of the service, in the order `HELP` lists them.
  public static let all = CommandTable([
    Ping.self, Echo.self, Hello.self, Help.self, Quit.self,
  ])
}
