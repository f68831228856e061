import Datasets
import Testing

@Suite struct CSVFieldTests {
  @Test(arguments: [
    ("plain", "plain"), ("", ""), ("a,b", "\"a,b\""), ("say \"hi\"", "\"say \"\"hi\"\"\""),
    ("two\nlines", "\"two\nlines\""), ("two\r\nlines", "\"two\r\nlines\""), ("naïve", "naïve"),
  ])
  func `only fields that need it are quoted`(text: String, field: String) {
    #expect(text.csvField == field)
  }
}
