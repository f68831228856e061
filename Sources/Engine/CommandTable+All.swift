extension CommandTable {
  /// Every command of the service, in the order `HELP` lists them.
  public static let all = CommandTable([
    Ping.self, Echo.self, Hello.self, Help.self, Quit.self,
    Recommend.self, Similar.self, Traverse.self, Score.self, Explain.self, Concepts.self,
    ConceptDetail.self,
    FactorList.self, Profile.self, WhyNot.self, TuneItem.self, SessionNew.self, SessionSet.self,
    SessionUndo.self,
    SessionShow.self, SessionReset.self, SessionSave.self, SessionEnd.self, Critique.self,
    RecordEvent.self, ModelList.self, ModelInfo.self, ModelUse.self, Info.self,
  ])
}
